/** The address of a file that the build copied. */
declare module "*.txt" {
  const address: string;
  export default address;
}
declare module "*.css";
