/** SQL: does an event of this kind count for the metric? Both are expressions; `converted` is any conversion. */
export function outcomeCondition(kind: string, metric: string): string {
  return `(${kind} = ${metric} or (${metric} = 'converted' and startsWith(${kind}, 'converted:')))`;
}
