import type { DataSource } from "typeorm";
import { readImportVocabulary, type ImportVocabulary } from "../src/transfer/propose/import-vocabulary.js";

/** Reads what is stored and may be named in a file, where that is needed. */
export type VocabularyReader = () => Promise<ImportVocabulary>;

/** Reads it once for a command, since all regions take long to read and index. */
export function vocabularyReader(dataSource: DataSource): VocabularyReader {
  let read: Promise<ImportVocabulary> | null = null;
  return () => (read ??= readImportVocabulary(dataSource));
}
