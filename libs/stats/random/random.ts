/** A stream of random numbers. The same seed always gives the same stream, on every machine. */
export interface Random {
  /** Uniform on (0, 1), both ends excluded, 53 bits. */
  uniform(): number;
}
