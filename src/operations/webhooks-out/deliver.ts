/** The job that makes deliveries; the subject of a run is `<tenant>\n<uuid of the webhook endpoint>`. */
export const deliveriesJobName = 'deliveries'
