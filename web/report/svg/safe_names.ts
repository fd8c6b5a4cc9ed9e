// Names that files and XML may have, from ids of charts, in which names of models stand: anything at all.

const LONGEST = 80;

function slug(id: string): string {
  const safe = id
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .slice(0, LONGEST)
    .replace(/^[^A-Za-z]+|[._-]+$/g, '');
  return safe === '' ? 'chart' : safe;
}

// One for each id, all different; also where file systems do not tell capitals from small letters.
export function safeNames(ids: string[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    const first = slug(id);
    let name = first;
    for (let count = 2; taken.has(name.toLowerCase()); ++count) name = `${first}-${count}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
