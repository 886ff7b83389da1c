package io.latentlake.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Measures trials, ours and the others in turn, round after round: what slows the machine down for
 * a while slows all of them down.
 */
final class Rounds {
  private final int rounds;
  private final int threads;
  private final List<Peer> peers;
  private final PrintWriter err;
  private final List<String> failures = new ArrayList<>();

  /** Says on {@code err} how far it is. */
  Rounds(int rounds, int threads, List<Peer> peers, PrintWriter err) {
    this.rounds = rounds;
    this.threads = threads;
    this.peers = List.copyOf(peers);
    this.err = err;
  }

  /** What could not be measured, and why. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Measures the trials; of each, the wanted cases are told. */
  List<Outcome> measure(List<Trial> trials, Predicate<Case> wanted) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      List<Case> cases = trial.cases().stream().filter(wanted).toList();
      Tally tally = new Tally(cases);
      for (int round = 0; round < rounds; round++) {
        measure(trial, tally);
        say(i, trials.size(), round, tally);
      }
      cases.forEach(one -> outcomes.add(tally.outcome(one)));
    }
    return outcomes;
  }

  private void measure(Trial trial, Tally tally) throws InterruptedException {
    tally.add(Outcome.OURS, trial.ours());
    if (trial.stock().isPresent()) {
      tally.add(Outcome.STOCK, trial.stock().get());
    }
    for (Case one : tally.cases) {
      for (Peer peer : peers) {
        if (peer.measures(one)) {
          tally.add(Outcome.PEER, () -> Map.of(one.metric(), peer.measure(one, threads)));
          break;
        }
      }
    }
  }

  private void say(int trial, int trials, int round, Tally tally) {
    for (Case one : tally.cases) {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format("[%d/%d] %s round %d/%d:", trial + 1, trials, one.id(), round + 1, rounds));
      tally
          .of(one)
          .forEach(
              (whose, rates) ->
                  line.append(
                      String.format(Locale.ROOT, " %s %,.0f", whose, rates.get(rates.size() - 1))));
      err.println(line.append(" images/s"));
    }
  }

  /** The figures of one trial. */
  private final class Tally {
    private final List<Case> cases;
    private final Map<Case, Map<String, List<Double>>> rates = new LinkedHashMap<>();
    private final List<String> failed = new ArrayList<>();

    Tally(List<Case> cases) {
      this.cases = cases;
      cases.forEach(one -> rates.put(one, new TreeMap<>()));
    }

    Map<String, List<Double>> of(Case one) {
      return rates.get(one);
    }

    Outcome outcome(Case one) {
      return new Outcome(one, rates.get(one));
    }

    /** Measures once; who fails once is not asked again. */
    void add(String whose, Measurement measurement) throws InterruptedException {
      if (failed.contains(whose)) {
        return;
      }
      try {
        Map<String, Double> figures = measurement.measure();
        for (Case one : cases) {
          Double figure = figures.get(one.metric());
          if (figure != null) {
            rates.get(one).computeIfAbsent(whose, key -> new ArrayList<>()).add(figure);
          }
        }
      } catch (IOException e) {
        failed.add(whose);
        rates.values().forEach(all -> all.remove(whose));
        String failure = whose + " of " + cases.get(0).id() + ": " + e.getMessage();
        failures.add(failure);
        err.println("latentlake: " + failure);
      }
    }
  }
}
