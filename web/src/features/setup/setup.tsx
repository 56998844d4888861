export function Setup() {
  return <main />;
}
export function NewProject() {
  return <main />;
}
