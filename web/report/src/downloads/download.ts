// Hands text that the page holds to the reader as a file.

export function offerDownload(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser may still be reading when click() returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
