# The build has a compiler, for the case that no prebuilt better-sqlite3 is reachable.
FROM node:20-bookworm AS build
WORKDIR /cakupan
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
RUN npm prune --omit=dev

FROM node:20-bookworm-slim
WORKDIR /cakupan
ENV HOST=0.0.0.0 PORT=4000 DATABASE_URL=sqlite:/var/lib/cakupan/cakupan.sqlite
COPY --from=build /cakupan/package.json ./
COPY --from=build /cakupan/node_modules ./node_modules
COPY --from=build /cakupan/dist ./dist
COPY --from=build /cakupan/data ./data
COPY --from=build /cakupan/schema ./schema
RUN install --directory --owner=node --group=node /var/lib/cakupan
USER node
VOLUME /var/lib/cakupan
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=40", "dist/src/main.js"]
