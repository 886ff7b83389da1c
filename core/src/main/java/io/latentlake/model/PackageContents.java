package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.util.Optional;
import java.util.SortedMap;

/** What the files of a package say. */
record PackageContents(
    ModelOptions options,
    ImageShape shape,
    float[] parameters,
    Optional<float[]> meanImage,
    SortedMap<String, String> provenance,
    Optional<Threshold> threshold) {

  PackageContents withArchive(float[] values, Optional<float[]> mean) {
    return new PackageContents(options, shape, values, mean, provenance, threshold);
  }

  PackageContents withThreshold(Threshold value) {
    return new PackageContents(
        options, shape, parameters, meanImage, provenance, Optional.of(value));
  }
}
