package io.latentlake.explain.method;

import io.latentlake.model.target.ReconstructionErrorTarget;

/** A map made from each pixel's own term of the reconstruction error. */
abstract class ErrorTermMap extends PixelTermMap {
  ErrorTermMap(String name) {
    super(name, ReconstructionErrorTarget.class, "reconstruction_error");
  }
}
