/**
 * Writes computations as ONNX graphs (IR version 8 and operator set 17, or those of a graph that is
 * written into ours): tensors with arithmetic, and the file. Knows nothing of models.
 */
package io.latentlake.onnx;
