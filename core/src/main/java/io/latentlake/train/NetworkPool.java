package io.latentlake.train;

import java.util.ArrayDeque;
import java.util.Deque;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Networks that workers of a JVM leave for the next round, because building one costs more than a
 * round's start. Holds those of one training; a new training throws out the last one's.
 */
final class NetworkPool {
  private static String training = "";
  private static final Deque<ComputationGraph> IDLE = new ArrayDeque<>();

  private NetworkPool() {}

  /**
   * A network whose parameters, optimiser state and counts are anything.
   *
   * @param id the training
   * @param configuration its network
   * @param rule what bounds its steps
   * @return a network no one else holds
   */
  static ComputationGraph take(
      String id, ComputationGraphConfiguration configuration, StepRule rule) {
    synchronized (IDLE) {
      if (!id.equals(training)) {
        IDLE.clear();
        training = id;
      }
      ComputationGraph idle = IDLE.poll();
      if (idle != null) {
        return idle;
      }
    }
    ComputationGraph network = new ComputationGraph(configuration.clone());
    network.init();
    rule.applyTo(network);
    return network;
  }

  static void giveBack(String id, ComputationGraph network) {
    synchronized (IDLE) {
      if (id.equals(training)) {
        IDLE.push(network);
      }
    }
  }

  /** Lets go of a training's networks. */
  static void forget(String id) {
    synchronized (IDLE) {
      if (id.equals(training)) {
        IDLE.clear();
        training = "";
      }
    }
  }
}
