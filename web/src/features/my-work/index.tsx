export function MyWork() {
  return <main />;
}
