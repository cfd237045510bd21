/** The images of the three servers, by the names that docker-compose.yml uses as well. */
export const images = {
  kafka: 'apache/kafka:4.1.1',
  registry: 'apicurio/apicurio-registry:3.3.3',
  database: 'postgres:17',
} as const;
