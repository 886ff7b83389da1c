package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A trained model as it is saved and broadcast: options, parameters, provenance, threshold. */
public final class ModelPackage implements Serializable {
  private static final long serialVersionUID = 1L;

  private ModelPackage() {}

  public static ModelPackage of(
      ModelOptions options,
      ImageShape shape,
      Optional<float[]> meanImage,
      ComputationGraph trained,
      Map<String, String> provenance) {
    throw new UnsupportedOperationException();
  }

  public static String location(String outputPath, String modelId) {
    return outputPath + "/models/" + modelId;
  }

  public static ModelPackage read(Configuration hadoop, String uri) {
    throw new UnsupportedOperationException();
  }

  public void write(Configuration hadoop, String uri) {
    throw new UnsupportedOperationException();
  }

  public String modelId() {
    throw new UnsupportedOperationException();
  }

  public ModelOptions options() {
    throw new UnsupportedOperationException();
  }

  public ImageShape shape() {
    throw new UnsupportedOperationException();
  }

  public Optional<float[]> meanImage() {
    throw new UnsupportedOperationException();
  }

  public Optional<Threshold> threshold() {
    throw new UnsupportedOperationException();
  }

  public ModelPackage withThreshold(Threshold threshold) {
    throw new UnsupportedOperationException();
  }

  public Map<String, String> provenance() {
    throw new UnsupportedOperationException();
  }

  public float[] parameters() {
    throw new UnsupportedOperationException();
  }

  public ComputationGraph trainingGraph() {
    throw new UnsupportedOperationException();
  }

  public InferenceModel inferenceModel() {
    throw new UnsupportedOperationException();
  }

  public void requireAccepts(ImageShape images) {
    throw new UnsupportedOperationException();
  }
}
