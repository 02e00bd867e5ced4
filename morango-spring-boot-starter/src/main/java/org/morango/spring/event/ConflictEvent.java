package org.morango.spring.event;

import org.morango.merge.ResolvedConflict;

/** A conflict has been resolved; see {@link org.morango.merge.ConflictListener} for when this is told. */
public record ConflictEvent(ResolvedConflict conflict) {}
