/** `greater`: is the treatment larger? A one-sided interval has one infinite end. */
export type Alternative = 'two-sided' | 'greater' | 'less';
