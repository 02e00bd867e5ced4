/** Patients, visits and appointments of a clinic: an ordinary Spring Boot application. */
@NullMarked
package org.morango.example.clinic;

import org.jspecify.annotations.NullMarked;
