/**
 * Pretrained networks in ONNX files, whose intermediate results stand for images: what a file is
 * asked for, what it may hold, and running it with onnxruntime, which a user adds.
 */
package io.latentlake.backbone;
