package org.morango.example.clinic;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The clinic over HTTP. */
@RestController
@RequestMapping("/api")
class ClinicController {
    private final Reception reception;
    private final Consultation consultation;

    ClinicController(Reception reception, Consultation consultation) {
        this.reception = reception;
        this.consultation = consultation;
    }

    record NewVisit(Long doctor, String reason, @Nullable Long followUpOf) {}

    record NewMeasurement(String name, BigDecimal amount, String unit) {}

    record NewPrescription(String medicine, BigDecimal dailyDoseMg, int days) {}

    record Closing(String diagnosis) {}

    record NewAppointment(Long patient, Long doctor, LocalDateTime scheduledFor) {}

    @GetMapping("/patients")
    List<Reception.ListedPatient> patients(@RequestParam(defaultValue = "") String name) {
        return reception.find(name);
    }

    @PostMapping("/patients")
    @ResponseStatus(HttpStatus.CREATED)
    Long register(@RequestBody Reception.NewPatient patient) {
        return reception.register(patient);
    }

    @PutMapping("/patients/{id}/address")
    void move(@PathVariable Long id, @RequestBody Address address) {
        reception.move(id, address);
    }

    @GetMapping("/patients/{id}/visits")
    List<Consultation.PastVisit> history(@PathVariable Long id) {
        return consultation.history(id);
    }

    @PostMapping("/patients/{id}/visits")
    @ResponseStatus(HttpStatus.CREATED)
    Long visit(@PathVariable Long id, @RequestBody NewVisit visit) {
        return consultation.open(id, visit.doctor(), visit.reason(), visit.followUpOf());
    }

    @PostMapping("/visits/{id}/measurements")
    @ResponseStatus(HttpStatus.CREATED)
    void measure(@PathVariable Long id, @RequestBody NewMeasurement measured) {
        consultation.measure(id, measured.name(), measured.amount(), measured.unit());
    }

    @PostMapping("/visits/{id}/prescriptions")
    @ResponseStatus(HttpStatus.CREATED)
    void prescribe(@PathVariable Long id, @RequestBody NewPrescription prescribed) {
        consultation.prescribe(id, prescribed.medicine(), prescribed.dailyDoseMg(), prescribed.days());
    }

    @PostMapping("/visits/{id}/close")
    void close(@PathVariable Long id, @RequestBody Closing closing) {
        consultation.close(id, closing.diagnosis());
    }

    @PostMapping("/appointments")
    @ResponseStatus(HttpStatus.CREATED)
    Long book(@RequestBody NewAppointment appointment) {
        return reception.book(appointment.patient(), appointment.doctor(), appointment.scheduledFor());
    }

    @DeleteMapping("/appointments/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(@PathVariable Long id) {
        reception.cancel(id);
    }

    @ExceptionHandler(NoSuchElementException.class)
    ProblemDetail unknown() {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "No record has this number or code.");
    }

    @ExceptionHandler(IllegalStateException.class)
    ProblemDetail refused(IllegalStateException refusal) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, refusal.getMessage());
    }

    @ExceptionHandler({DataIntegrityViolationException.class, OptimisticLockingFailureException.class})
    ProblemDetail conflicting() {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The record conflicts with another change.");
    }
}
