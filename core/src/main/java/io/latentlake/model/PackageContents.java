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
    SortedMap<String, float[]> fitted,
    Optional<ScoreComparison> comparison) {

  PackageContents withArchive(
      float[] values, Optional<float[]> mean, SortedMap<String, float[]> learnt) {
    return new PackageContents(
        options, shape, values, mean, provenance, threshold, learnt, comparison);
  }

  PackageContents withThreshold(Threshold value) {
    return new PackageContents(
        options, shape, parameters, meanImage, provenance, Optional.of(value), fitted, comparison);
  }

  PackageContents withFitted(Map<String, float[]> learnt) {
    return new PackageContents(
        options,
        shape,
        parameters,
        meanImage,
        provenance,
        threshold,
        new TreeMap<>(learnt),
        comparison);
  }

  PackageContents withComparison(ScoreComparison figures) {
    return new PackageContents(
        options, shape, parameters, meanImage, provenance, threshold, fitted, Optional.of(figures));
  }

  PackageContents withOptions(ModelOptions others) {
    return new PackageContents(
        others, shape, parameters, meanImage, provenance, threshold, fitted, comparison);
  }
}
