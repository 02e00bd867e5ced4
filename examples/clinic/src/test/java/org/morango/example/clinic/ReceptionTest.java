package org.morango.example.clinic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.morango.example.clinic.Patient.BloodGroup;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.transaction.annotation.Transactional;

@ClinicTest
@Transactional
class ReceptionTest {
    private static final LocalDateTime NEW_YEAR = LocalDateTime.of(2027, 1, 1, 9, 0);

    @Autowired
    Reception reception;

    @Autowired
    Patients patients;

    @Autowired
    Doctors doctors;

    @Autowired
    JdbcClient jdbc;

    @Test
    void departmentsArePartsOfOthers() {
        Department department = doctors.findById(2L).orElseThrow().getDepartment();
        assertThat(department.getName()).isEqualTo("Pediatrics");
        assertThat(department.getCreatedBy()).isNull();
        assertThat(department.getParent()).extracting(Department::getCode).isEqualTo("MED");
    }

    @Test
    void patientsAreRegisteredInTheNameOfTheUser() {
        Address address = new Address("1 Shore Street", null, "Riverton");
        Patient patient = patients.findById(reception.register(new Reception.NewPatient(
                        "Lea Brandt", LocalDate.of(1971, 5, 5), BloodGroup.AB, "K-7", address, Set.of("NUT", "LAT"))))
                .orElseThrow();
        patients.flush();

        assertThat(patient.getBloodGroup()).isEqualTo(BloodGroup.AB);
        assertThat(patient.getAddress()).isEqualTo(address);
        assertThat(patient.getAllergies()).extracting(Allergy::getName).containsExactlyInAnyOrder("Nuts", "Latex");
        assertThat(patient.getCreatedAt()).isNotNull();
        assertThat(patient.getCreatedBy()).extracting(AppUser::getLogin).isEqualTo("reception");
        assertThat(reception.find("brandt"))
                .containsExactly(new Reception.ListedPatient(patient.getId(), "Lea Brandt", patient.getBorn()));
    }

    @Test
    void insuranceNumbersAndAllergiesAreChecked() {
        assertThatThrownBy(() -> reception.register(patient("No Such Allergy", null, "XXX")))
                .isInstanceOf(NoSuchElementException.class);
        reception.register(patient("Two With One Number", "K-100-001", "PEN"));
        assertThatThrownBy(patients::flush).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void cancelledAppointmentsAreHiddenAndTheirTimeIsFree() {
        Long booked = reception.book(1L, 1L, NEW_YEAR);
        assertThatThrownBy(() -> reception.book(2L, 1L, NEW_YEAR)).hasMessageContaining("already has an appointment");
        reception.cancel(booked);
        assertThat(reception.book(2L, 1L, NEW_YEAR)).isNotEqualTo(booked);
        patients.flush();

        assertThat(jdbc.sql("select deleted from appointment where scheduled_for = ? order by id")
                        .param(NEW_YEAR)
                        .query(Boolean.class)
                        .list())
                .containsExactly(true, false);
        assertThatThrownBy(() -> reception.cancel(booked)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void staleEditsAreRefused() {
        Patient patient = patients.findById(1L).orElseThrow();
        jdbc.sql("update patient set version = version + 1 where id = 1").update();
        patient.setBloodGroup(BloodGroup.B);
        assertThatThrownBy(patients::flush).isInstanceOf(ObjectOptimisticLockingFailureException.class);
    }

    private static Reception.NewPatient patient(String name, String insuranceNumber, String allergy) {
        return new Reception.NewPatient(name, LocalDate.EPOCH, null, insuranceNumber, null, Set.of(allergy));
    }
}
