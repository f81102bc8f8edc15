declare module "@cornerstonejs/codec-charls/decodewasmjs";
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs";
declare module "@cornerstonejs/codec-openjph/wasmjs";
declare module "@cornerstonejs/codec-charls/decodewasm?url" {
  const address: string;
  export default address;
}
declare module "@cornerstonejs/codec-openjpeg/decodewasm?url" {
  const address: string;
  export default address;
}
declare module "@cornerstonejs/codec-openjph/wasm?url" {
  const address: string;
  export default address;
}
