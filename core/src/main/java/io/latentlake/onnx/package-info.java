/**
 * Writes computations as ONNX graphs (IR version 8, operator set 17): tensors with arithmetic, and
 * the file. Knows nothing of models.
 */
package io.latentlake.onnx;
