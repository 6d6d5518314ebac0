// Other pictures of the same result: what the server drew, with another mark. Pure; no library needed.

/** The kinds a person may switch to, with the words for them. */
export const KINDS = [
  ["bar", "Bars"],
  ["line", "Line"],
  ["area", "Area"],
  ["point", "Dots"],
  ["arc", "Pie"],
];

/** More slices than these nobody can compare. */
const MOST_SLICES = 8;

/** The kind of mark a specification has; `null` for one of several layers. */
export function kindOf(spec) {
  const mark = typeof spec.mark === "string" ? spec.mark : spec.mark?.type;
  return mark ?? null;
}

/** The kinds that suit the specification, its own first among equals. */
export function kindsFor(spec) {
  const axes = axesOf(spec);
  if (!axes) return [];
  const rows = spec.data?.values ?? [];
  const positive = rows.every((row) => row[axes.measure.field] >= 0);
  const grouped = Boolean(spec.encoding.color?.field);
  return KINDS.map(([kind]) => kind).filter((kind) => {
    if (kind === kindOf(spec)) return true;
    if (kind === "arc") return positive && !grouped && rows.length >= 2 && rows.length <= MOST_SLICES;
    if (kind === "area") return positive && rows.length > 2 && !grouped;
    return kind !== "line" || rows.length > 2;
  });
}

/** The same data as another kind. */
export function asKind(spec, kind) {
  const axes = axesOf(spec);
  if (!axes || kind === kindOf(spec)) return spec;
  const { group, measure } = axes;
  const color = spec.mark?.color;
  const plain = { ...spec, encoding: { ...spec.encoding } };
  if (kind === "arc") {
    const { x, y, xOffset, yOffset, ...others } = spec.encoding;
    const slices = { field: group.field, type: "nominal", title: group.title, sort: null };
    const theta = { field: measure.field, type: "quantitative", title: measure.title, stack: true };
    return { ...plain, mark: { type: "arc", innerRadius: 56 }, encoding: { ...others, theta, color: slices, order: { field: measure.field, sort: "descending" } } };
  }
  plain.mark = { type: kind, ...(color && { color }) };
  if (kind === "point") Object.assign(plain.mark, { filled: true, size: 70 });
  if (kind === "line") plain.mark.point = true;
  if (kind === "area") Object.assign(plain.mark, { line: true, fillOpacity: 0.25 });
  if (kind !== "bar") upright(plain, axes);
  return plain;
}

/** Lines run from left to right, also where the bars lay flat. */
function upright(spec, { group, measure, flat }) {
  const { xOffset, yOffset, ...others } = spec.encoding;
  spec.encoding = others;
  if (!flat) return;
  const { axis, ...bare } = group;
  spec.encoding.x = { ...bare, axis: { labelLimit: 120, labelOverlap: true } };
  spec.encoding.y = measure;
  spec.height = 300;
}

/** Which of the axes is measured; `null` where that is not one against the other. */
function axesOf(spec) {
  const { x, y } = spec.encoding ?? {};
  const drawn = ["bar", "line", "area", "point"].includes(kindOf(spec));
  if (!drawn || !x?.field || !y?.field || x.bin || y.bin || x.aggregate || y.aggregate) return null;
  const [across, up] = [x.type === "quantitative", y.type === "quantitative"];
  if (across === up) return null;
  return up ? { group: x, measure: y, flat: false } : { group: y, measure: x, flat: true };
}
