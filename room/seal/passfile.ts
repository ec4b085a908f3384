import { Decrypter, Encrypter } from "age-encryption";
import { type Bytes, owned } from "./bytes.ts";

/** An ordinary age file under a passphrase (scrypt), which any `age -d` opens. Takes some seconds. */
export async function sealWithPassphrase(passphrase: string, bytes: Uint8Array): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return owned(await encrypter.encrypt(bytes));
}

/** Opens one again. Throws when the passphrase is another. */
export async function openWithPassphrase(passphrase: string, file: Uint8Array): Promise<Bytes> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return owned(await decrypter.decrypt(file));
}
