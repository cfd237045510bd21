# One file for everything that is ours: target `product` has the four services and the CLI, target `sandboxes` adds the
# systems on either side for trying it out. Why one: docs/adr/0012-one-dockerfile.md
ARG NODE_IMAGE=node:24-bookworm-slim

# Only what npm needs to know. Copied on from here, it keeps the layers below valid until a dependency changes.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /all
COPY . .
RUN mkdir /manifests \
 && find . -name package.json -not -path '*/node_modules/*' -exec cp --parents {} /manifests/ \; \
 && cp package-lock.json /manifests/

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY --from=manifests /manifests ./
# Optional packages are binaries that tests and the local route of the stack need, not the compiler.
RUN npm ci --ignore-scripts --omit=optional --no-audit --no-fund
COPY . .
RUN node_modules/.bin/tsc -b packages/cli services/ingest services/upserter services/reconciler services/notifier sandboxes \
 && mkdir -p /product /sandboxes \
 && rm -rf packages/testkit packages/*/src packages/*/test packages/*/bench services/*/src services/*/test \
 && find packages services sandboxes -name '*.d.ts*' -path '*/dist/*' -delete \
 && find packages services sandboxes -name .tsbuildinfo -delete \
 && cp -r --parents packages services contracts schemas ops /product/ \
 && cp -r --parents sandboxes/package.json sandboxes/dist /sandboxes/

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY --from=manifests /manifests ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund \
      -w packages/cli -w services/ingest -w services/upserter -w services/reconciler -w services/notifier -w sandboxes

FROM ${NODE_IMAGE} AS product
ENV NODE_ENV=production NODE_OPTIONS="--enable-source-maps --max-semi-space-size=32 --max-old-space-size=1536" PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /product ./
# uid 1000; nothing under /app is its own, so that a process that was taken over cannot change its program.
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 CMD ["node", "ops/deploy/is-ready.mjs"]
CMD ["node", "services/ingest/dist/main.js"]

FROM product AS sandboxes
COPY --from=build /sandboxes ./
CMD ["node", "sandboxes/dist/lnd-main.js"]
