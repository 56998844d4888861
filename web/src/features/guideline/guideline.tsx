export function GuidelineRoom() {
  return <main />;
}
