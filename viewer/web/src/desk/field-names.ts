import type { Words } from "./words/language.ts";

/** Fields of an order as the server names them, in the reader's words. */
export function fieldNames(names: readonly string[], words: Words): string {
  const known: Record<string, string> = {
    accession_number: words.accessionNumber,
    patient_id: words.patientId,
    issuer_of_patient_id: words.issuerOfPatientId,
    patient_name: words.patientName,
    patient_birth_date: words.birthDate,
    patient_sex: words.sex,
    procedure_description: words.procedure,
    modality: words.modality,
    scheduled_at: words.scheduledAt,
    place: words.place,
    preparation: words.preparation,
    second_factor: words.secondFactor,
    phone: words.phone,
    id_number: words.idNumber,
    paper: words.paper,
    reason: words.correctionReasonLabel,
    text: words.reportText,
    author: words.reportAuthor,
    pdf: words.reportPdf,
    login: words.login,
    password: words.password,
    name: words.patientName,
    role: words.roleLabel,
    title: words.aeTitle,
    host: words.host,
    port: words.port,
    scopes: words.scopes,
    expires_at: words.expires,
  };
  return names.map((name) => known[name] ?? name).join(words.comma);
}
