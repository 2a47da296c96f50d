/** A GIF of one transparent pixel: 43 bytes, as small as one gets that every mail program shows. */
export const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
