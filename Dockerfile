# Crest for compose.yaml and docs/scale-out.md: every process of it is this image with another command.
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && mkdir /data && chown node /data
USER node
ENV HOST=0.0.0.0 CREST_DATA_DIR=/data
CMD ["node", "--enable-source-maps", "dist/apps/api/main.js"]
