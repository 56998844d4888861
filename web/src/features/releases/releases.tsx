export function ReleasesRoom() {
  return <main />;
}
