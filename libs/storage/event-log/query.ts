import type postgres from 'postgres';
export type Query = postgres.ISql;
export type Fragment = postgres.Fragment;
