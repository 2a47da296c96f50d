import { checkProbability } from '../check.ts';
import { polynomial } from './polynomial.ts';

// Wichura (1988), algorithm AS 241, PPND16: about 1 part in 1e16.
const CENTER_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTER_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const TAIL_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const TAIL_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

/**
 * The z with P(Z <= z) = p, by Wichura's algorithm AS 241 (1988); for an upper tail take -normalQuantile(tail), which loses no
 * digits. DomainError: out-of-range (`p` not from 0 to 1).
 *
 * @example normalQuantile(0.975) // 1.96
 */
export function normalQuantile(p: number): number {
  checkProbability('p', p);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, CENTER_TOP)) / polynomial(r, CENTER_BOTTOM);
  }
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const size =
    r <= 5
      ? polynomial(r - 1.6, TAIL_TOP) / polynomial(r - 1.6, TAIL_BOTTOM)
      : polynomial(r - 5, FAR_TOP) / polynomial(r - 5, FAR_BOTTOM);
  return q < 0 ? -size : size;
}
