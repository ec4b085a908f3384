import { counted, type HeldTable } from "../core/erasing.ts";

/** How much there is, in a few words. */
export function sumOf({ count, sealed }: HeldTable): string {
  if (count === 0) return "nothing";
  const rows = counted(count, "row", "rows");
  return sealed === 0 ? rows : `${rows}, ${sealed} sealed bytes that cannot be read here`;
}

/** Every column with its sentence; the values where rows are given one by one. */
export function HeldRows({ table }: { table: HeldTable }) {
  const { columns, rows, count } = table;
  if (rows.length === 0) {
    return (
      <dl class="small">
        {columns.map(({ name, why }) => (
          <div key={name}>
            <dt class="mono">{name}</dt>
            <dd>{why}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <>
      {rows.map((row, at) => (
        // Rows have no number that could be shown; their order is that of the answer.
        <dl key={at} class="small" aria-label={`Row ${at + 1}`}>
          {columns.map(({ name, why }, column) => (
            <div key={name}>
              <dt class="mono">{name}</dt>
              <dd class="held">{row[column]}</dd>
              <dd class="muted">{why}</dd>
            </div>
          ))}
        </dl>
      ))}
      {count > rows.length && (
        <p class="small muted">
          And {counted(count - rows.length, "row", "rows")} more like these.
        </p>
      )}
    </>
  );
}
