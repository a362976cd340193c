import type { PageTexts } from './texts.ts'

/** Turkish, with the formal address. A provider's name takes no suffix, since that would follow its sound. */
export const tr: PageTexts = {
  faults: {
    foreign: {
      title: 'Bu bağlantı zaten kullanılıyor',
      happened: 'Daha önce başka bir tarayıcıda veya cihazda açıldı ve yalnızca birinde çalışır.',
      next: 'İlk açtığınız yerden devam edin veya uygulamadan yeni bir bağlantı isteyin.',
    },
    spent: {
      title: 'İşleminiz zaten sürüyor',
      happened: {
        named: 'Bu bağlantıyla {provider} üzerinden bir işlem başlatıldı; bağlantı yeniden kullanılamaz.',
        unnamed: 'Bu bağlantıyla bir işlem başlatıldı; bağlantı yeniden kullanılamaz.',
      },
      next: 'Durumu görmek için uygulamaya dönün ve lütfen ikinci bir işlem başlatmayın.',
    },
    completed: {
      title: 'Bu işlem tamamlandı',
      happened: {
        named: '{provider}, bu bağlantıyla yapılan işlemi onayladı.',
        unnamed: 'Sağlayıcı, bu bağlantıyla yapılan işlemi onayladı.',
      },
      next: 'İşlemi görmek veya yeni bir işlem başlatmak için uygulamaya dönün.',
    },
    failed: {
      title: 'Bu işlem gerçekleşmedi',
      happened: {
        named: '{provider}, bu bağlantıyla yapılan işlemin başarısız olduğunu bildirdi.',
        unnamed: 'Sağlayıcı, bu bağlantıyla yapılan işlemin başarısız olduğunu bildirdi.',
      },
      next: 'Hesabınızdan para çıktıysa yeniden denemeden önce destek ekibiyle iletişime geçin; çıkmadıysa uygulamada yeniden başlayın.',
    },
    cancelled: {
      title: 'Bu işlem iptal edildi',
      happened: 'Bu bağlantıyla başlatılan işlem iptal edildi; bağlantı kapatıldı.',
      next: 'İşlem yapmak istiyorsanız uygulamada yeniden başlayın.',
    },
    expired: {
      title: 'Bu bağlantının süresi doldu',
      happened: 'Güvenliğiniz için bağlantılar {hours} geçerlidir; bu bağlantı daha eski.',
      next: 'Uygulamaya dönüp oradan yeniden başlayın; yeni bir bağlantı oluşturulur.',
    },
    worn_out: {
      title: 'Bu bağlantının kullanım hakkı bitti',
      happened: 'İşlem yapılmadan çok fazla kez açıldı; yeniden açmak işe yaramaz.',
      next: 'Uygulamaya dönüp oradan yeniden başlayın; yeni bir bağlantı oluşturulur.',
    },
    refused: {
      title: 'Bu işlem artık sunulmuyor',
      happened: 'Hiçbir sağlayıcı şu anda bu tutar, ödeme yöntemi ve ülkeyle bu işlemi kabul etmiyor.',
      next: 'Uygulamaya dönüp oradan, belki başka bir tutar veya ödeme yöntemiyle, yeniden başlayın.',
    },
    unknown: {
      title: 'Bu bağlantıyı bulamıyoruz',
      happened: 'Adres eksik veya yanlış yazılmış ya da bağlantı artık yok.',
      next: 'Bağlantıyı uygulamadan yeniden açın ve tamamını kopyaladığınızdan emin olun.',
    },
    unavailable: {
      title: 'Lütfen birazdan yeniden deneyin',
      happened: {
        named: '{provider} hizmetine şu anda ulaşılamıyor.',
        unnamed: 'Ödeme sağlayıcısına şu anda ulaşılamıyor.',
      },
      next: 'Birkaç saniye bekleyip yeniden deneyin; bağlantınız geçerliliğini koruyor.',
    },
    out_of_service: {
      title: 'Birazdan yeniden buradayız',
      happened: 'Bu hizmet şu anda yanıt veremiyor. Bağlantınızda bir sorun yok ve yaptığınız işlem devam eder.',
      next: 'Birkaç saniye bekleyip yeniden deneyin.',
    },
    broken: {
      title: 'Bizim tarafımızda bir sorun oluştu',
      happened: 'Bu sayfa oluşturulamadı. Yaptığınız işlem devam eder.',
      next: 'Yeniden deneyin; sorun sürerse aşağıdaki referansla destek ekibiyle iletişime geçin.',
    },
  },
  returns: {
    returned: {
      title: { named: '{provider} sayfasından döndünüz', unnamed: 'Sağlayıcının sayfasından döndünüz' },
      happened:
        'Bir işlem yaptıysanız durumunu uygulamanız gösterir. İşlem yapmadan ayrıldıysanız yapmanız gereken bir şey yok.',
    },
    transacting: {
      title: 'İşleminiz sürüyor',
      happened: {
        named: '{provider} işlemi yürütüyor; bu birkaç dakika sürebilir. Durumu uygulamanız gösterir.',
        unnamed: 'Sağlayıcı işlemi yürütüyor; bu birkaç dakika sürebilir. Durumu uygulamanız gösterir.',
      },
    },
    completed: {
      title: 'İşleminiz tamamlandı',
      happened: {
        named: '{provider}, işlemin gerçekleştiğini bildirdi. Ayrıntıları uygulamanız gösterir.',
        unnamed: 'Sağlayıcı, işlemin gerçekleştiğini bildirdi. Ayrıntıları uygulamanız gösterir.',
      },
    },
    failed: {
      title: 'Bu işlem gerçekleşmedi',
      happened: {
        named:
          '{provider}, işlemin başarısız olduğunu bildirdi. Hesabınızdan para çıktıysa yeniden denemeden önce destek ekibiyle iletişime geçin; çıkmadıysa uygulamada yeniden başlayın.',
        unnamed:
          'Sağlayıcı, işlemin başarısız olduğunu bildirdi. Hesabınızdan para çıktıysa yeniden denemeden önce destek ekibiyle iletişime geçin; çıkmadıysa uygulamada yeniden başlayın.',
      },
    },
    cancelled: {
      title: 'Bu işlem iptal edildi',
      happened: 'İşlem yapmak istiyorsanız uygulamada yeniden başlayın.',
    },
  },
  closeAndGoBack: 'Bu sayfayı kapatıp uygulamaya dönebilirsiniz.',
  appIsTold: 'Uygulamaya döndüğünüz bildirildi. Bu sayfayı kapatabilirsiniz.',
  closeTabYourself: 'Tarayıcınız bu sekmeyi yalnızca sizin kapatmanıza izin veriyor. Kapatıp uygulamaya dönün.',
  nothingCharged: 'Bu sayfayı açtığınız için sizden ücret alınmadı.',
  buttons: { retry: 'Yeniden dene', back: 'Uygulamaya dön', close: 'Bu pencereyi kapat', proceed: 'Devam et' },
  trade: { purchase: 'Alım', sale: 'Satım', amount: 'Tutar', payout: 'Ödeme birimi', provider: 'Sağlayıcı' },
  support: {
    code: 'Yardıma mı ihtiyacınız var? Destek ekibine bu kodu söyleyin:',
    reference: 'Destek ekibiyle iletişime geçerseniz bu referansı belirtin:',
    contact: 'Destekle iletişime geçin',
    subject: 'Destek kodu {code}',
  },
  preview: {
    title: 'Bir ödeme sağlayıcısına kişisel bağlantı',
    description: 'Devam etmek için kendi tarayıcınızda açın. Yalnızca bir kişi için çalışır.',
  },
  proceed: {
    title: 'Ödeme sağlayıcısına devam edin',
    happened: 'Bu bağlantı yalnızca bir kişi için çalışır. Bu tarayıcıda açmak için düğmeye basın.',
  },
  refusals: {
    route_not_found: {
      title: 'Bu adreste bir şey yok',
      happened: 'Adresi kontrol edin veya geldiğiniz uygulamaya dönün.',
    },
    method_not_allowed: {
      title: 'Bu adres bu şekilde açılamaz',
      happened: 'Geldiğiniz uygulamaya dönüp oradan yeniden deneyin.',
    },
    internal: {
      title: 'Bizim tarafımızda bir sorun oluştu',
      happened: 'Birazdan yeniden deneyin; sorun sürerse destek ekibiyle iletişime geçin.',
    },
    overloaded: {
      title: 'Birazdan yeniden buradayız',
      happened: 'Bu hizmet şu anda yanıt veremiyor. Birkaç saniye bekleyip yeniden deneyin.',
    },
  },
  codeExplained: '{code} ne anlama geliyor',
}
