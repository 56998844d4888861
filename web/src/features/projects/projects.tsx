export function Projects() {
  return <main />;
}
