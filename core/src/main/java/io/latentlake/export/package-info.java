/** Writes models as ONNX files, which other programs run without anything of this one. */
package io.latentlake.export;
