// The catalogue, loaded when it is looked at.

export interface CatalogueTopic {
  readonly title: string;
  readonly feeds: readonly { readonly url: string; readonly title: string; readonly description?: string }[];
}

export function readCatalogue(): Promise<readonly CatalogueTopic[]> {
  return Promise.resolve([]);
}
