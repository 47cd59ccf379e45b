export function ModelPlace() {
  return null;
}
