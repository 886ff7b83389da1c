package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.util.Optional;
import java.util.SortedMap;

/** What the files of a package say. */
record PackageContents(
    ModelOptions options,
    ImageShape shape,
    String configuration,
    float[] parameters,
    Optional<float[]> meanImage,
    SortedMap<String, String> provenance,
    Optional<Threshold> threshold) {

  PackageContents withArchive(String networkConfiguration, float[] values, Optional<float[]> mean) {
    return new PackageContents(
        options, shape, networkConfiguration, values, mean, provenance, threshold);
  }

  PackageContents withThreshold(Threshold value) {
    return new PackageContents(
        options, shape, configuration, parameters, meanImage, provenance, Optional.of(value));
  }
}
