export function Everybody() {
  return <main />;
}
