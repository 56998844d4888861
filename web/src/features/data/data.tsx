export function DataRoom() {
  return <main />;
}
