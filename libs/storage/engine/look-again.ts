/** How long a mail or an action of a paused sequence or enrollment is left alone before it is looked at again. */
export const LOOK_AGAIN_MS = 60_000;
