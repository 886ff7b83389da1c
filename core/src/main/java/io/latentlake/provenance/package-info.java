/**
 * Provenance of a run: its options, seed, data fingerprint, model, code and library versions, and
 * times. A run can be repeated from its manifest.
 */
package io.latentlake.provenance;
