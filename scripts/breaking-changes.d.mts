/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly paths: object
}

/** What callers would stumble over, a line each. */
export function breakingChanges(before: OpenApiDocument, after: OpenApiDocument): string[]
