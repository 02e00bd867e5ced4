/**
 * Values that {@link org.morango.hibernate.Morango} returns: figures, results, and records with their reasons. Nothing
 * here reads the database.
 */
@NullMarked
package org.morango.hibernate.report;

import org.jspecify.annotations.NullMarked;
