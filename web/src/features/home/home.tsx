export function HomeRoom() {
  return <main />;
}
