package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the files of a package say. */
record PackageContents(
    ModelOptions options,
    ImageShape shape,
    float[] parameters,
    Optional<float[]> meanImage,
    SortedMap<String, String> provenance,
    Optional<Threshold> threshold,
    SortedMap<String, float[]> fitted) {

  PackageContents withArchive(
      float[] values, Optional<float[]> mean, SortedMap<String, float[]> learnt) {
    return new PackageContents(options, shape, values, mean, provenance, threshold, learnt);
  }

  PackageContents withThreshold(Threshold value) {
    return new PackageContents(
        options, shape, parameters, meanImage, provenance, Optional.of(value), fitted);
  }

  PackageContents withFitted(Map<String, float[]> learnt) {
    return new PackageContents(
        options, shape, parameters, meanImage, provenance, threshold, new TreeMap<>(learnt));
  }
}
