import { defineConfig } from "vitest/config";

// Argon2id is slow on purpose, and slower on a busy machine.
export default defineConfig({ test: { testTimeout: 60_000 } });
