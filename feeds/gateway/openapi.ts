// The gateway described for programs: OpenAPI 3.1. The tests check the real answers against it.

export function openapiDocument(server: string): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'Predawn gateway', version: '0.1.0' },
    servers: [{ url: server }],
    paths: {},
  };
}
