/** Explanations by example: the training images that the model finds most like an image. */
package io.latentlake.explain.example;
