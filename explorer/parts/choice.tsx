/** A choice among named values. */
export function Choice({
  label,
  value,
  values,
  choose,
}: {
  label: string;
  value: string;
  values: { value: string; name: string }[];
  choose: (value: string) => void;
}) {
  return (
    <label>
      {label}{" "}
      <select
        value={value}
        onChange={({ target }) => {
          choose(target.value);
        }}
      >
        {values.map((each) => (
          <option key={each.value} value={each.value}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}
